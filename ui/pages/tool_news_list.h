// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ui/pages/page.h"

#include <QWidget>

#include <string>
#include <vector>

class QGridLayout;

namespace gatehouse::pages {

/// What servers were first seen to offer, a row each, with the way to the table and the way past it.
class ToolNewsList final : public QWidget {
    Q_OBJECT
public:
    ToolNewsList(const PageActions& actions, QWidget* parent);

    int count() const { return m_count; }

Q_SIGNALS:
    void changed();
    void tableRequested(const std::string& serverRef);

private:
    void show(const std::vector<service::ToolNews>& all);
    void addRow(QGridLayout& grid, int row, const service::ToolNews& news);

    PageActions m_actions;
    QWidget* m_rows;
    int m_count = 0;
};

} // namespace gatehouse::pages
