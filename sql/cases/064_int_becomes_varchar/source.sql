-- A column whose type becomes one that the lake cannot widen to is copied again.
-- before
create table c064_t (id bigint not null primary key, a int);
insert into c064_t (id, a) values (1, 42), (8, -8);
-- running
alter table c064_t modify a varchar(20);
insert into c064_t (id, a) values (2, 'two'), (10, '010');
-- running
update c064_t set a = 'eight' where id = 8;
