-- A generated column that is added has its values in old rows.
-- before
create table c076_t (id bigint not null primary key, a int);
insert into c076_t (id, a) values (1, 1), (8, 8);
-- running
alter table c076_t add column d int as (a * 2) virtual, add column q int as (a * a) stored;
insert into c076_t (id, a) values (2, 2), (10, 10);
