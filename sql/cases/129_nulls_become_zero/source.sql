-- Outside of strict mode NULL becomes a zero or an empty text when a column is made NOT NULL, and long texts are cut.
-- before
create table c129_t (id bigint not null primary key, n int, s varchar(10), t varchar(20));
insert into c129_t (id, n, s, t) values (1, null, null, 'long enough to cut'), (8, 8, 'b', 'short');
-- running
-- on -80
set sql_mode = '';
-- on 80-
set sql_mode = '';
-- on -80
alter table c129_t modify n int not null, modify s varchar(10) not null, modify t varchar(8);
-- on 80-
alter table c129_t modify n int not null, modify s varchar(10) not null, modify t varchar(8);
insert into c129_t (id, n, s, t) values (2, 2, 'c', 'new'), (10, 10, 'd', 'new');
