-- A datetime that gets digits after the second keeps its old values, without a new copy.
-- before
create table c068_t (id bigint not null primary key, d datetime);
insert into c068_t (id, d) values (1, '2024-01-01 10:00:00'), (8, null);
-- running
alter table c068_t modify d datetime(6);
insert into c068_t (id, d) values (2, '2024-01-01 10:00:00.123456'), (10, '2024-01-01 10:00:00.5');
