create table flyway_row (name varchar(100));
insert into flyway_row values ('flyway');
