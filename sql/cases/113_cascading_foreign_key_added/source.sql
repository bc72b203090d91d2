-- A foreign key whose actions write rows without events stops the child when it is added.
-- before
create table c113_parent (id bigint not null primary key, v int);
create table c113_child (id bigint not null primary key, parent bigint, v int);
insert into c113_parent (id, v) values (1, 1), (8, 8);
insert into c113_child (id, parent, v) values (1, 1, 11), (8, 8, 88);
-- running
alter table c113_child add constraint of_parent foreign key (parent) references c113_parent (id) on delete cascade;
-- running
delete from c113_parent where id = 8;
insert into c113_parent (id, v) values (2, 2);
