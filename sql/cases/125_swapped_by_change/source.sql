-- Columns that swap their names by CHANGE, or move in a chain, bring their values along.
-- before
create table c125_t (id bigint not null primary key, a int, b int, x int, y int);
insert into c125_t (id, a, b, x, y) values (1, 1, 2, 3, 4), (8, 11, 12, 13, 14);
-- running
alter table c125_t change a b int, change b a int;
insert into c125_t (id, a, b, x, y) values (2, 20, 30, 40, 50), (10, 200, 300, 400, 500);
-- running
alter table c125_t rename column x to z, rename column y to x;
insert into c125_t (id, a, b, z, x) values (3, 1, 2, 3, 4), (14, 1, 2, 3, 4);
