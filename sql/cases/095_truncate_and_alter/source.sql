-- A TRUNCATE with a change of columns right after it ends as MySQL ends.
-- before
create table c095_t (id bigint not null primary key, v int);
insert into c095_t (id, v) values (1, 1), (8, 8);
-- running
truncate table c095_t;
alter table c095_t add column w varchar(10), modify v bigint;
insert into c095_t (id, v, w) values (2, 2, 'w2'), (10, 10, 'w10');
