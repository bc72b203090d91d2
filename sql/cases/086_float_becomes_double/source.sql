-- A FLOAT that becomes a DOUBLE shows the digits that MySQL gives it.
-- before
create table c086_t (id bigint not null primary key, f float);
insert into c086_t (id, f) values (1, 0.1), (8, 1.5);
-- running
alter table c086_t modify f double;
insert into c086_t (id, f) values (2, 0.1), (10, 2.5);
