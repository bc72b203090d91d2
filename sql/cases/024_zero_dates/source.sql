-- A date that no calendar holds is null by default; what is beside it in the row is kept.
-- before
create table c024_zero (id bigint not null primary key, d date, dt datetime, good date);
set sql_mode = '';
insert into c024_zero (id, d, dt, good) values (1, '0000-00-00', '2024-00-10 10:00:00', '2024-01-01'), (8, '2024-02-00', '0000-00-00 00:00:00', '2024-01-02');
-- running
insert into c024_zero (id, d, dt, good) values (2, '0000-00-00', '2024-00-10 10:00:00', '2024-01-03');
update c024_zero set d = '2024-02-29' where id = 8;
