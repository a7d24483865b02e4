//! Tests over whole functions: [`corpus`] lowers everything for every target, [`run`] and [`guard`] load units and run
//! them against the stand-ins of [`runtime`], [`text`] looks at what was made.

mod corpus;
mod guard;
mod run;
mod runtime;
mod source;
mod text;
