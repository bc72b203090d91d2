-- With time-as: string TIME is the text that MySQL prints.
-- before
create table c027_time (id bigint not null primary key, t time, t3 time(3), t6 time(6));
insert into c027_time (id, t, t3, t6) values (1, '-838:59:59', '00:00:00.001', '-00:00:00.000001'), (8, '1:02:03', '23:59:59.9', '12:00:00');
-- running
insert into c027_time (id, t, t3, t6) values (2, '-838:59:59', '00:00:00.001', '-00:00:00.000001'), (10, '1:02:03', '23:59:59.9', '12:00:00');
