//! Tests over whole functions: [`corpus`] lowers everything for every target, [`run`], [`guard`] and [`leave`] load units and run
//! them against the stand-ins of [`runtime`], [`text`] looks at what was made.

mod corpus;
mod guard;
mod leave;
mod run;
mod runtime;
mod source;
mod text;
