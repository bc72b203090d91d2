-- A decimal of another scale is copied again.
-- before
create table c067_t (id bigint not null primary key, d decimal(10,4));
insert into c067_t (id, d) values (1, 1.2345), (8, -0.0050);
-- running
alter table c067_t modify d decimal(12,6);
insert into c067_t (id, d) values (2, 0.000001), (10, null);
