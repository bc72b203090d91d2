-- An excluded column never gets into the lake, whatever is written to it.
-- before
create table c040_people (id bigint not null primary key, name varchar(20), secret varchar(20) not null, age int);
insert into c040_people (id, name, secret, age) values (1, 'Ada', 's1', 30), (8, 'Eve', 's8', 40);
-- running
insert into c040_people (id, name, secret, age) values (2, 'Bob', 's2', 50);
update c040_people set secret = 'new' where id = 1;
update c040_people set age = 41 where id = 8;
