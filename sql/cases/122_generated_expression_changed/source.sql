-- A generated column with another expression has its new values in old rows.
-- before
create table c122_t (id bigint not null primary key, a int, d int as (a * 2) virtual, q int as (a * 2) stored);
insert into c122_t (id, a) values (1, 1), (8, 8);
-- running
alter table c122_t modify d int as (a * 3) virtual, modify q int as (a * 5) stored;
insert into c122_t (id, a) values (2, 2), (10, 10);
