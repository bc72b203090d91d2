-- Dates and moments keep their microseconds; TIMESTAMP is a moment in UTC.
-- before
create table c023_when (id bigint not null primary key, d date, dt datetime, dt3 datetime(3), dt6 datetime(6), ts timestamp null, ts6 timestamp(6) null, y year);
set time_zone = '+00:00';
insert into c023_when (id, d, dt, dt3, dt6, ts, ts6, y) values (1, '1000-01-01', '1000-01-01 00:00:00', '2024-02-29 12:34:56.789', '9999-12-31 23:59:59.999999', '1970-01-01 00:00:01', '2038-01-19 03:14:07.999999', 1901), (8, '9999-12-31', '9999-12-31 23:59:59', '1969-12-31 23:59:59.999', '1582-10-10 00:00:00.000001', '2024-03-31 02:30:00', '2024-06-30 12:00:00.5', 0);
-- running
insert into c023_when (id, d, dt, dt3, dt6, ts, ts6, y) values (2, '1000-01-01', '1000-01-01 00:00:00', '2024-02-29 12:34:56.789', '9999-12-31 23:59:59.999999', '1970-01-01 00:00:01', '2038-01-19 03:14:07.999999', 2155);
set time_zone = '+02:00';
insert into c023_when (id, d, dt, ts, ts6) values (10, '2024-07-01', '2024-07-01 10:00:00', '2024-07-01 10:00:00', '2024-07-01 00:30:00.000001');
