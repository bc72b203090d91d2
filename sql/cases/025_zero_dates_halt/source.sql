-- With zero-dates: halt the table stops where it was before the row, and says so.
-- before
create table c025_zero (id bigint not null primary key, d date);
insert into c025_zero (id, d) values (1, '2024-01-01'), (8, null);
-- running
set sql_mode = '';
insert into c025_zero (id, d) values (2, '0000-00-00');
