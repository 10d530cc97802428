// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/places.h"
#include "core/base/result.h"

#include <string>

namespace gatehouse::clients {

/// Bytes that every gatehouse-wrap carries, so that an older one is known without starting it: this, the
/// version, a NUL. The wrapper's main must use kWrapperMarker (for instance in its --version), else the
/// linker drops it.
inline constexpr char kWrapperMarker[] = "gatehouse-wrap version=" GATEHOUSE_VERSION;

/// The same of gatehouse-restore.
inline constexpr char kRestoreMarker[] = "gatehouse-restore version=" GATEHOUSE_VERSION;

/// Where a package puts the wrapper. Where it is there, root's, and writable by root only, clients' files
/// name it.
inline constexpr char kPackagedWrapper[] = "/usr/lib/gatehouse/gatehouse-wrap";

struct WrapperInstall {
    std::string path;        ///< what clients' files name
    bool isPackaged = false; ///< the package keeps it up to date
    bool isCurrent = false;  ///< nothing has to be copied
    std::string restorePath; ///< of gatehouse-restore beside the user's own wrapper; empty: there is none,
                             ///< and none to copy
};

/// What installWrapper would do; changes nothing. WrapperNotInstalled where there is neither a source nor an
/// installed one.
base::Result<WrapperInstall> planWrapperInstall(
    const std::string& source, const base::Places& places, const std::string& packaged = kPackagedWrapper);

/// Puts the wrapper that lies beside the calling program to Places::installedWrapper, atomically, where none
/// or an older one is: running sessions keep the file that they started from. An installed one that is newer
/// stays. Its path is what to write. Puts gatehouse-restore into the same folder in the same way, also where
/// a package's wrapper is used: it has to be there when the package, or whatever the wrapper came from, is
/// gone. Where none lies beside the source (or in the build's app/restore), none is put.
base::Result<WrapperInstall> installWrapper(
    const std::string& source, const base::Places& places, const std::string& packaged = kPackagedWrapper);

} // namespace gatehouse::clients
