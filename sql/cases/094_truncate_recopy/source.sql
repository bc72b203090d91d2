-- With on-truncate: recopy the table is copied again.
-- before
create table c094_t (id bigint not null primary key, v int);
insert into c094_t (id, v) values (1, 1), (8, 8);
-- running
truncate table c094_t;
insert into c094_t (id, v) values (2, 2), (10, 10);
