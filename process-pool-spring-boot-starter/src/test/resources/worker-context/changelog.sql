--liquibase formatted sql

--changeset test:1
create table lb.liquibase_row (name varchar(100));
insert into lb.liquibase_row values ('liquibase');
