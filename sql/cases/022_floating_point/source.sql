-- DOUBLE is exact in both phases; FLOAT is, as far as six digits tell it.
-- before
create table c022_float (id bigint not null primary key, f float, d double);
insert into c022_float (id, f, d) values (1, 1.5, 0.1), (8, -0.25, '1.7976931348623157e308'), (2, '3.4e38', '-2.2250738585072014e-308'), (10, 0, 0.0);
-- running
insert into c022_float (id, f, d) values (3, 1.5, 0.1), (14, -0.25, '1.7976931348623157e308'), (4, 16777217, 123456789.123456789);
update c022_float set d = d * 3 where id = 1;
