-- A row that is deleted on one shard and inserted on another under the same key of the application stays one row.
-- vschema
{"c004_orders": {"column_vindexes": [{"column": "customer", "name": "hash"}]}}
-- before
create table c004_orders (id bigint not null primary key, customer bigint not null, v varchar(20));
insert into c004_orders (id, customer, v) values (1, 1, 'a'), (2, 8, 'b'), (3, 1, 'c');
-- running
begin;
delete from c004_orders where customer = 1 and id = 1;
insert into c004_orders (id, customer, v) values (1, 8, 'a moved');
commit;
begin;
delete from c004_orders where customer = 8 and id = 2;
insert into c004_orders (id, customer, v) values (2, 1, 'b moved');
commit;
begin;
delete from c004_orders where customer = 8 and id = 1;
insert into c004_orders (id, customer, v) values (1, 1, 'a is back');
commit;
