-- Tier federated only (R-103). Its own history table, so that the other tiers never need pgvector.
create extension if not exists vector;
