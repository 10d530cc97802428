// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/places.h"
#include "core/clients/client_table.h"
#include "core/service/doctor/diagnosis.h"
#include "core/service/doctor/doctor_facts.h"
#include "core/service/process_tree.h"

#include <memory>
#include <optional>
#include <string>
#include <sys/types.h>

namespace gatehouse::service {

struct DoctorOptions {
    base::Places places;
    std::string wrapperSource;   ///< as in ProtectorOptions
    bool asksLoginShell = false; ///< the user's shell is started once to learn its PATH
    bool startsServers = false;  ///< what is approved is started, for at most `trialMilliseconds`
    int trialMilliseconds = 30'000;
    std::string organisationFolder = "/etc/gatehouse";
    uid_t organisationOwner = 0;
};

/// Says why a server does not start. Reads files, processes and the session's environment; changes nothing,
/// and starts nothing but what the options say. Blocks; belongs to one thread at a time.
class Doctor {
public:
    static base::Result<Doctor> open(DoctorOptions options);

    /// The facts of one entry, as Protector::discover gave it.
    DoctorFacts gather(const model::ServerRow& row, const BookFacts& books) const;
    Diagnoses examine(const model::ServerRow& row, const BookFacts& books) const;

private:
    Doctor(DoctorOptions options, clients::ClientTable table);
    void readEntry(DoctorFacts& facts) const;
    void readWrapper(DoctorFacts& facts) const;
    void readList(DoctorFacts& facts) const;
    void readOrganisation(DoctorFacts& facts) const;

    DoctorOptions m_options;
    clients::ClientTable m_table;
    std::unique_ptr<ProcessTree> m_processes;
    std::optional<std::string> m_loginPath;
};

} // namespace gatehouse::service
