-- CHANGE with a new name and a wider type renames and widens at once.
-- before
create table c062_t (id bigint not null primary key, a int, b int);
insert into c062_t (id, a, b) values (1, 1, 1), (8, -8, 8);
-- running
alter table c062_t change a amount bigint;
insert into c062_t (id, amount, b) values (2, 9000000000, 2), (10, -9000000000, 10);
update c062_t set b = 81 where id = 8;
