-- A decimal of more digits and the same scale is widened in the lake, without a new copy.
-- before
create table c066_t (id bigint not null primary key, d decimal(10,2));
insert into c066_t (id, d) values (1, 99999999.99), (8, -0.01);
-- running
alter table c066_t modify d decimal(20,2);
insert into c066_t (id, d) values (2, 999999999999999999.99), (10, 0);
