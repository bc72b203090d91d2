-- An update of the key takes the old row away and puts the new one in its place, also over a key that was just freed.
-- vschema
{"c003_orders": {"column_vindexes": [{"column": "customer", "name": "hash"}]}}
-- before
create table c003_orders (id bigint not null primary key, customer bigint not null, v varchar(20));
insert into c003_orders (id, customer, v) values (1, 1, 'one'), (2, 8, 'two'), (3, 1, 'three'), (4, 8, 'four');
-- running
update c003_orders set id = 11 where customer = 1 and id = 1;
update c003_orders set id = 12, v = 'twelve' where customer = 8 and id = 2;
begin;
update c003_orders set id = 99 where customer = 1 and id = 3;
update c003_orders set id = 3 where customer = 1 and id = 11;
update c003_orders set id = 11 where customer = 1 and id = 99;
commit;
