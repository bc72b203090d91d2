-- Indexes come and go without a trace in the lake.
-- before
create table c077_t (id bigint not null primary key, a int, s varchar(10));
insert into c077_t (id, a, s) values (1, 1, 'a'), (8, 8, 'b');
-- running
alter table c077_t add index by_a (a), add unique index by_s (s);
insert into c077_t (id, a, s) values (2, 2, 'c'), (10, 10, 'd');
create index by_both on c077_t (a, s);
alter table c077_t rename index by_a to by_number, drop index by_s;
insert into c077_t (id, a, s) values (3, 3, 'c'), (14, 14, 'd');
drop index by_both on c077_t;
analyze table c077_t;
update c077_t set a = 0 where id in (1, 8);
