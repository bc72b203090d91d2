-- A column that is added with a default has it in old rows too.
-- before
create table c051_t (id bigint not null primary key, a int);
insert into c051_t (id, a) values (1, 1), (8, 8);
-- running
alter table c051_t add column b int default 7, add column c varchar(10) not null default 'it''s';
insert into c051_t (id, a, b, c) values (2, 2, null, ''), (10, 10, 0, 'c');
