//! The server as its users meet it: pages and forms by HTTP, the conversation through our own client, the program as a process.
//!
//! `support` holds the actors; each other file is about one thing.

mod support;

mod accounts;
mod admin;
mod another_hand;
mod api;
mod asking;
mod assets;
mod changing;
mod config;
mod durability;
mod fleet;
mod forged;
mod fuzzed;
mod gateway;
mod healthcheck;
mod hostile;
mod keys;
mod limits;
mod links;
mod membership;
mod messages;
mod moving;
mod order;
mod pages;
mod preferences;
mod presence;
mod push;
mod reference;
mod rooms;
mod save;
mod search;
mod shutdown;
mod storm;
mod typing;
mod widget;
mod wire;
