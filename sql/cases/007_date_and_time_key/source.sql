-- Dates, moments and times are keys like any other.
-- before
create table c007_days (id bigint not null, day date not null, at datetime(6) not null, t time not null, v int, primary key (day, at, t));
insert into c007_days (id, day, at, t, v) values (1, '2024-02-29', '2024-02-29 00:00:00.000001', '-01:00:00', 1), (8, '1000-01-01', '9999-12-31 23:59:59.999999', '838:59:59', 2), (2, '2024-03-01', '2024-03-01 12:00:00', '00:00:00', 3);
-- running
update c007_days set v = 10 where day = '2024-02-29';
delete from c007_days where day = '1000-01-01';
update c007_days set day = '2024-03-02' where id = 2;
insert into c007_days (id, day, at, t, v) values (10, '1000-01-01', '1000-01-01 00:00:00', '00:00:01', 4);
