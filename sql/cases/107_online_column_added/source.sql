-- Vitess' Online DDL swaps the table for another: a column that it adds is there, with all rows.
-- before
create table c107_t (id bigint not null primary key, a int);
insert into c107_t (id, a) values (1, 1), (8, 8);
-- running
set @@ddl_strategy = 'vitess';
alter table c107_t add column b int default 5;
insert into c107_t (id, a, b) values (2, 2, null), (10, 10, 100);
-- running
update c107_t set a = 11 where id = 1;
