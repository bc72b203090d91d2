-- Texts that become numbers and dates are converted as MySQL converts them.
-- before
create table c087_t (id bigint not null primary key, n varchar(10), d varchar(10), t date);
insert into c087_t (id, n, d, t) values (1, '007', '2024-2-9', '2024-01-01'), (8, '-1', '20240301', null);
-- running
alter table c087_t modify n int, modify d date, modify t datetime(3);
insert into c087_t (id, n, d, t) values (2, 2, '2024-12-31', '2024-01-01 01:02:03.004'), (10, null, null, null);
