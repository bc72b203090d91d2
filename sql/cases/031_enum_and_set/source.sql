-- ENUM and SET are their labels; an invalid ENUM value and an empty SET are the empty text, not null.
-- before
create table c031_labels (id bigint not null primary key, e enum('small', 'large', 'x,y') character set latin1, s set('red', 'green', 'blue'), u enum('é', '中') character set utf8mb4);
set sql_mode = '';
insert into c031_labels (id, e, s, u) values (1, 'large', 'blue,red', '中'), (8, 'none', '', 'é'), (2, 'x,y', 'red,green,blue', null);
-- running
insert into c031_labels (id, e, s, u) values (3, 'large', 'blue,red', '中'), (10, 'none', '', 'é'), (14, null, null, null);
update c031_labels set s = 'green' where id = 1;
