-- Online DDL that drops one column and changes another ends as MySQL ends; the dropped one stays as nulls.
-- before
create table c108_t (id bigint not null primary key, a int, b varchar(10));
insert into c108_t (id, a, b) values (1, 1, 'b1'), (8, 8, 'b8');
-- running
set @@ddl_strategy = 'vitess';
alter table c108_t drop column b, modify a varchar(20);
insert into c108_t (id, a) values (2, 'two'), (10, 'ten');
