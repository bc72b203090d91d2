-- With drop-column: drop a column that Online DDL drops is gone from the lake after the new copy.
-- before
create table c119_t (id bigint not null primary key, a int, b varchar(10));
insert into c119_t (id, a, b) values (1, 1, 'b1'), (8, 8, 'b8');
-- running
set @@ddl_strategy = 'vitess';
alter table c119_t drop column b;
insert into c119_t (id, a) values (2, 2), (10, 10);
