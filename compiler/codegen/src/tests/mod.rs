//! Tests over whole functions: [`corpus`] lowers everything for every target, [`run`] loads units and runs them
//! against the stand-ins of [`runtime`].

mod corpus;
mod source;
