// SPDX-License-Identifier: Apache-2.0
#include "ui/pages/catalog_export_dialog.h"

#include "ui/text/display_text.h"
#include "ui/text/error_text.h"

#include <QCoreApplication>
#include <QDir>
#include <QFileDialog>
#include <QSaveFile>

namespace gatehouse::pages {
namespace {

struct ExportWords {
    Q_DECLARE_TR_FUNCTIONS(gatehouse::pages::CatalogExport)
};

const QString kCycloneDxEnd = QStringLiteral(".cdx.json");

QString proposedName(bool isCycloneDx)
{
    return isCycloneDx ? QStringLiteral("gatehouse-catalog") + kCycloneDxEnd
                       : QStringLiteral("gatehouse-catalog.json");
}

/// The whole document or none of it.
bool writeFile(const QString& path, const std::string& document)
{
    QSaveFile file(path);
    return file.open(QIODevice::WriteOnly) &&
        file.write(QByteArray::fromStdString(document)) == static_cast<qint64>(document.size()) &&
        file.commit();
}

QString outcome(const QString& path, const base::Result<std::string>& document)
{
    if (!document)
        return text::errorText(document.error());
    const auto shown = text::displayText(path.toStdString());
    return writeFile(path, *document) ? ExportWords::tr("The catalog was written to %1.").arg(shown)
                                      : ExportWords::tr("The catalog could not be written to %1.").arg(shown);
}

} // namespace

void exportCatalog(
    QWidget* parent, const PageActions& actions, const std::function<void(const QString&)>& say)
{
    auto* dialog = new QFileDialog(parent, ExportWords::tr("Export the catalog"), QDir::homePath(),
        ExportWords::tr("CycloneDX (*.cdx.json);;JSON (*.json)"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->selectFile(proposedName(true));
    QObject::connect(dialog, &QFileDialog::filterSelected, dialog, [dialog](const QString& filter) {
        dialog->selectFile(proposedName(filter.contains(QLatin1String("cdx"))));
    });
    QObject::connect(dialog, &QFileDialog::fileSelected, parent,
        [parent, say, write = actions.exportCatalog](const QString& path) {
            if (!write)
                return;
            const auto format = path.endsWith(kCycloneDxEnd) ? service::CatalogFormat::CycloneDx
                                                             : service::CatalogFormat::Json;
            write(format, parent,
                [path, say](const base::Result<std::string>& document) { say(outcome(path, document)); });
        });
    dialog->open();
}

} // namespace gatehouse::pages
