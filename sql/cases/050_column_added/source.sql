-- A nullable column that is added is null in old rows, without a new copy.
-- before
create table c050_t (id bigint not null primary key, a int);
insert into c050_t (id, a) values (1, 1), (8, 8);
-- running
alter table c050_t add column b varchar(20);
insert into c050_t (id, a, b) values (2, 2, 'two'), (10, 10, null);
update c050_t set b = 'one' where id = 1;
