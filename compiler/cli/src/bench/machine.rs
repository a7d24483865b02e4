//! What was measured on.

use std::time::{SystemTime, UNIX_EPOCH};

pub struct Machine {
    pub processor: String,
    pub cores: usize,
    pub system: String,
    /// The core that everything ran on; None if the system chose.
    pub core: Option<usize>,
}

impl Machine {
    /// One line about it.
    pub fn sentence(&self) -> String {
        let core = match self.core {
            Some(core) => format!("on core {core}"),
            None => "not bound to a core".to_owned(),
        };
        format!("{}, {} cores, {}, {core}", self.processor, self.cores, self.system)
    }
}

pub fn describe(core: Option<usize>) -> Machine {
    let processors = std::fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let model = processors.lines().find_map(|line| line.strip_prefix("model name")?.split_once(": "));
    let release = std::fs::read_to_string("/proc/sys/kernel/osrelease").unwrap_or_default();
    let (system, architecture) = (std::env::consts::OS, std::env::consts::ARCH);
    // Pinning must not hide cores.
    let cores = processors.lines().filter(|line| line.starts_with("processor")).count();
    Machine {
        processor: model.map_or(architecture, |(_, name)| name.trim()).to_owned(),
        cores: if cores > 0 { cores } else { std::thread::available_parallelism().map_or(1, usize::from) },
        system: format!("{system} {} {architecture}", release.trim()).replace("  ", " "),
        core,
    }
}

/// Seconds since 1970.
pub fn now() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |time| time.as_secs())
}

/// Seconds since 1970 as a date, UTC: `2026-01-31 13:05`.
pub fn date(seconds: u64) -> String {
    let (day, minute) = (seconds / 86_400, seconds / 60 % 1440);
    // Years begin in March here, so that a leap day is a year's last day.
    let shifted = day + 719_468;
    let (era, day_of_era) = (shifted / 146_097, shifted % 146_097);
    let year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted_month = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * shifted_month + 2) / 5 + 1;
    let month = if shifted_month < 10 { shifted_month + 3 } else { shifted_month - 9 };
    let year = era * 400 + year_of_era + u64::from(month <= 2);
    format!("{year:04}-{month:02}-{day:02} {:02}:{:02}", minute / 60, minute % 60)
}
