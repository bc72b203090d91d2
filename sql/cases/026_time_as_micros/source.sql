-- TIME is signed microseconds by default, over its whole range.
-- before
create table c026_time (id bigint not null primary key, t time, t3 time(3), t6 time(6));
insert into c026_time (id, t, t3, t6) values (1, '-838:59:59', '00:00:00.001', '-00:00:00.000001'), (8, '838:59:59', '23:59:59.999', '12:00:00');
-- running
insert into c026_time (id, t, t3, t6) values (2, '-838:59:59', '00:00:00.001', '-00:00:00.000001'), (10, '838:59:59', '23:59:59.999', '12:00:00');
