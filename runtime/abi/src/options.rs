//! Taipan's own options: one row each. A row makes the field of [`Options`], the flag, the `TAIPAN_*`
//! variable and the line of the help text; the command line and executables read the same rows.
//!
//! An option whose machinery is missing says so in its row and is refused when asked for, since a stress
//! run that stresses nothing would prove the wrong thing.

/// A stage whose result `--dump` shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Stage {
    Bytecode,
    Mir,
    Clif,
    Asm,
}

impl Stage {
    pub const ALL: [Stage; 4] = [Stage::Bytecode, Stage::Mir, Stage::Clif, Stage::Asm];

    pub const fn name(self) -> &'static str {
        match self {
            Stage::Bytecode => "bytecode",
            Stage::Mir => "mir",
            Stage::Clif => "clif",
            Stage::Asm => "asm",
        }
    }
}

/// A set of stages.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Stages(u8);

impl Stages {
    pub const fn contains(self, stage: Stage) -> bool {
        self.0 & 1 << stage as u8 != 0
    }

    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }
}

impl FromIterator<Stage> for Stages {
    fn from_iter<I: IntoIterator<Item = Stage>>(stages: I) -> Stages {
        Stages(stages.into_iter().fold(0, |bits, stage| bits | 1 << stage as u8))
    }
}

/// Where the help lists an option.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Group {
    Compiling,
    Diagnostics,
    Testing,
}

impl Group {
    pub const ALL: [Group; 3] = [Group::Compiling, Group::Diagnostics, Group::Testing];

    pub const fn title(self) -> &'static str {
        match self {
            Group::Compiling => "Compiling while running",
            Group::Diagnostics => "Looking inside",
            Group::Testing => "Testing Taipan itself",
        }
    }
}

/// Whether an option does what it says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    Ready,
    /// There is nothing yet that it could steer.
    NotYet,
}

/// An option's row.
pub struct Row {
    /// The flag without its dashes.
    pub name: &'static str,
    /// What the help calls its value; empty for a switch.
    pub value: &'static str,
    pub group: Group,
    pub state: State,
    /// One line for the help.
    pub help: &'static str,
    set: fn(&mut Options, &str) -> Result<(), String>,
}

impl Row {
    /// The environment variable that stands for the flag: `TAIPAN_JIT_THRESHOLD`.
    pub fn variable(&self) -> String {
        format!("TAIPAN_{}", self.name.to_ascii_uppercase().replace('-', "_"))
    }

    pub const fn is_switch(&self) -> bool {
        self.value.is_empty()
    }

    /// Sets the option. The error says what is wrong with the value.
    pub fn set(&self, options: &mut Options, text: &str) -> Result<(), String> {
        (self.set)(options, text)
    }
}

/// The row of a flag's name.
pub fn row(name: &str) -> Option<&'static Row> {
    ROWS.iter().find(|row| row.name == name)
}

macro_rules! options {
    ($($(#[$doc:meta])* $field:ident: $type:ty = $default:expr,
        $name:literal, $value:literal, $group:ident, $state:ident, $help:literal;)*) => {
        /// What the user asked for.
        #[derive(Clone, Debug, PartialEq, Eq)]
        pub struct Options {
            $($(#[$doc])* pub $field: $type,)*
        }

        impl Default for Options {
            fn default() -> Options {
                Options { $($field: $default),* }
            }
        }

        /// Every option, in the order of the help.
        pub const ROWS: &[Row] = &[$(Row {
            name: $name,
            value: $value,
            group: Group::$group,
            state: State::$state,
            help: $help,
            set: |options, text| {
                options.$field = Setting::read(text)?;
                Ok(())
            },
        }),*];
    };
}

options! {
    /// Never compile: the interpreter alone runs the program.
    no_jit: bool = false,
        "no-jit", "", Compiling, Ready, "interpret only, never compile while running";
    /// Calls or loop rounds before code is compiled; 0: before it first runs. None: the runtime decides.
    jit_threshold: Option<u32> = None,
        "jit-threshold", "N", Compiling, Ready, "compile code after N calls or loop rounds; 0: before it runs";
    /// Where what was compiled is written, for builds. Executables record nothing.
    record: Option<String> = None,
        "record", "FILE", Compiling, Ready, "write what was compiled to FILE, for `taipan build --profile FILE`";
    dump: Stages = Stages(0),
        "dump", "STAGES", Diagnostics, Ready, "show code after bytecode, mir, clif, asm (comma-separated) on stderr";
    /// Only functions whose qualified name contains this are dumped.
    dump_filter: Option<String> = None,
        "dump-filter", "NAME", Diagnostics, Ready, "dump only functions whose qualified name contains NAME";
    stats: bool = false,
        "stats", "", Diagnostics, Ready, "count compilations and exits, and show them at the end";
    perf_map: bool = false,
        "perf-map", "", Diagnostics, Ready, "name compiled functions in /tmp/perf-PID.map for `perf`";
    /// Every so many guards fail; 0: only those that must.
    stress_exits: u32 = 0,
        "stress-exits", "N", Testing, Ready, "let every Nth guard of compiled code fail";
    /// The collector runs at every so many allocations; 0: when it wants to.
    stress_gc: u32 = 0,
        "stress-gc", "N", Testing, Ready, "collect garbage at every Nth allocation";
    check_leaks: bool = false,
        "check-leaks", "", Testing, Ready, "run the program again and again, and report objects that pile up";
}

/// Types that option values are read into.
trait Setting: Sized {
    fn read(text: &str) -> Result<Self, String>;
}

impl Setting for bool {
    /// The empty text is the flag itself; the others come from variables.
    fn read(text: &str) -> Result<bool, String> {
        match text {
            "" | "1" => Ok(true),
            "0" => Ok(false),
            _ => Err("expected 0 or 1".into()),
        }
    }
}

impl Setting for u32 {
    fn read(text: &str) -> Result<u32, String> {
        text.parse().map_err(|_| "expected a number from 0 to 4294967295".into())
    }
}

impl Setting for String {
    fn read(text: &str) -> Result<String, String> {
        Ok(text.into())
    }
}

impl Setting for Stages {
    fn read(text: &str) -> Result<Stages, String> {
        let stage = |name: &str| {
            let found = Stage::ALL.into_iter().find(|stage| stage.name() == name);
            let Some(stage) = found else {
                let known = Stage::ALL.map(Stage::name).join(", ");
                return Err(format!("no stage is called '{name}'; there are {known}"));
            };
            Ok(stage)
        };
        text.split(',').map(stage).collect()
    }
}

impl<T: Setting> Setting for Option<T> {
    fn read(text: &str) -> Result<Option<T>, String> {
        T::read(text).map(Some)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_set_their_fields() {
        let mut options = Options::default();
        let mut set = |name: &str, text: &str| row(name).expect("a row").set(&mut options, text);
        set("no-jit", "").unwrap();
        set("jit-threshold", "0").unwrap();
        set("dump", "bytecode").unwrap();
        assert!(set("dump", "bytecod").is_err());
        assert!(set("stress-gc", "-1").is_err());
        assert!(options.no_jit && options.jit_threshold == Some(0) && options.dump.contains(Stage::Bytecode));
    }

    #[test]
    fn names_are_unique_and_make_variables() {
        for (at, row) in ROWS.iter().enumerate() {
            assert!(ROWS[..at].iter().all(|other| other.name != row.name), "{}", row.name);
        }
        assert_eq!(row("jit-threshold").unwrap().variable(), "TAIPAN_JIT_THRESHOLD");
    }
}
