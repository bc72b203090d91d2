-- An ENUM whose members change places keeps its labels.
-- before
create table c070_t (id bigint not null primary key, e enum('a', 'b', 'c'));
insert into c070_t (id, e) values (1, 'a'), (8, 'b'), (2, 'c');
-- running
alter table c070_t modify e enum('c', 'b', 'a');
insert into c070_t (id, e) values (3, 'a'), (10, 'c');
update c070_t set e = 'b' where id = 1;
