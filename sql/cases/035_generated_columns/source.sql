-- Generated columns, stored and virtual, are mirrored like any other.
-- before
create table c035_sums (id bigint not null primary key, a int, b int, s int as (a + b) virtual, p int as (a * b) stored, t varchar(20) as (concat('n', a)) virtual);
insert into c035_sums (id, a, b) values (1, 2, 3), (8, null, 1);
-- running
insert into c035_sums (id, a, b) values (2, 4, 5), (10, -1, 7);
update c035_sums set a = 10 where id = 8;
