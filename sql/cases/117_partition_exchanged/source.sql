-- A partition that is exchanged with a table exchanges their rows in the lake.
-- before
create table c117_parts (id bigint not null primary key, v varchar(10)) partition by range (id) (partition low values less than (5), partition high values less than maxvalue);
create table c117_single (id bigint not null primary key, v varchar(10));
insert into c117_parts (id, v) values (1, 'parts'), (2, 'parts'), (8, 'parts'), (10, 'parts');
insert into c117_single (id, v) values (14, 'single'), (9, 'single');
-- running
alter table c117_parts exchange partition high with table c117_single;
insert into c117_parts (id, v) values (15, 'new');
insert into c117_single (id, v) values (16, 'new');
