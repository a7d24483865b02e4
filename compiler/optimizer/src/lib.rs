//! Turns a compile request into optimised MIR.
