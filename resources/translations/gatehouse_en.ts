<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en" sourcelanguage="en">
<context>
    <name>gatehouse::models::CatalogModel</name>
    <message numerus="yes">
        <source>%n call(s)</source>
        <translation>
            <numerusform>%n call</numerusform>
            <numerusform>%n calls</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>also in %n place(s)</source>
        <translation>
            <numerusform>also in one place</numerusform>
            <numerusform>also in %n places</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>gatehouse::pages::ServerDetails</name>
    <message numerus="yes">
        <source>%n call(s)</source>
        <translation>
            <numerusform>%n call</numerusform>
            <numerusform>%n calls</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n of them refused</source>
        <translation>
            <numerusform>one of them refused</numerusform>
            <numerusform>%n of them refused</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n to the server</source>
        <translation>
            <numerusform>one to the server</numerusform>
            <numerusform>%n to the server</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n from it</source>
        <translation>
            <numerusform>one from it</numerusform>
            <numerusform>%n from it</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n changed, asked about or refused</source>
        <translation>
            <numerusform>one changed, asked about or refused</numerusform>
            <numerusform>%n changed, asked about or refused</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>It listed %n more than are kept here.</source>
        <translation>
            <numerusform>It listed one more than are kept here.</numerusform>
            <numerusform>It listed %n more than are kept here.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>gatehouse::text::Behaviour</name>
    <message numerus="yes">
        <source>%n call(s)</source>
        <translation>
            <numerusform>%n call</numerusform>
            <numerusform>%n calls</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n day(s)</source>
        <translation>
            <numerusform>%n day</numerusform>
            <numerusform>%n days</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>It usually works in %n folder(s): </source>
        <translation>
            <numerusform>It usually works in %n folder: </numerusform>
            <numerusform>It usually works in %n folders: </numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>It is usually sent to %n host(s).</source>
        <translation>
            <numerusform>It is usually sent to %n host.</numerusform>
            <numerusform>It is usually sent to %n hosts.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n form(s) of arguments</source>
        <translation>
            <numerusform>%n form of arguments</numerusform>
            <numerusform>%n forms of arguments</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n folder(s)</source>
        <translation>
            <numerusform>%n folder</numerusform>
            <numerusform>%n folders</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n host(s)</source>
        <translation>
            <numerusform>%n host</numerusform>
            <numerusform>%n hosts</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>follows %n tool(s)</source>
        <translation>
            <numerusform>follows %n tool</numerusform>
            <numerusform>follows %n tools</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>, %n failed</source>
        <translation>
            <numerusform>, one failed</numerusform>
            <numerusform>, %n failed</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>gatehouse::desktop::Desktop</name>
    <message numerus="yes">
        <source>%n server(s) wait for your decision</source>
        <translation>
            <numerusform>A server waits for your decision</numerusform>
            <numerusform>%n servers wait for your decision</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>gatehouse::pages::ProtectionPage</name>
    <message numerus="yes">
        <source>%n server(s) guarded. Restart the clients that run now.</source>
        <translation>
            <numerusform>One server is guarded. Restart the clients that run now.</numerusform>
            <numerusform>%n servers are guarded. Restart the clients that run now.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n server(s) put back.</source>
        <translation>
            <numerusform>One server was put back.</numerusform>
            <numerusform>%n servers were put back.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>&amp;Protect %n server(s)</source>
        <translation>
            <numerusform>&amp;Protect %n server</numerusform>
            <numerusform>&amp;Protect %n servers</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n more folder(s) were not searched; gatehouse-cli discover lists them.</source>
        <translation>
            <numerusform>One more folder was not searched; gatehouse-cli discover lists it.</numerusform>
            <numerusform>%n more folders were not searched; gatehouse-cli discover lists them.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>gatehouse::text::Event</name>
    <message numerus="yes">
        <source>%n findings</source>
        <translation>
            <numerusform>one finding</numerusform>
            <numerusform>%n findings</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>gatehouse::text::FileChange</name>
    <message numerus="yes">
        <source>%n more</source>
        <translation>
            <numerusform>one more</numerusform>
            <numerusform>%n more</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>gatehouse::text::Reputation</name>
    <message numerus="yes">
        <source> and %n more</source>
        <translation>
            <numerusform> and one more</numerusform>
            <numerusform> and %n more</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Its package has %n known fault(s): </source>
        <translation>
            <numerusform>Its package has a known fault: </numerusform>
            <numerusform>Its package has %n known faults: </numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n known fault(s) of what it depends on: </source>
        <translation>
            <numerusform>What it depends on has a known fault: </numerusform>
            <numerusform>What it depends on has %n known faults: </numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n call(s) did what it says that it does not do.</source>
        <translation>
            <numerusform>One call did what it says that it does not do.</numerusform>
            <numerusform>%n calls did what it says that it does not do.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n of its tools did what it says that it does not do.</source>
        <translation>
            <numerusform>One of its tools did what it says that it does not do.</numerusform>
            <numerusform>%n of its tools did what they say that they do not do.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>It has been known here for %n day(s).</source>
        <translation>
            <numerusform>It has been known here for one day.</numerusform>
            <numerusform>It has been known here for %n days.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>It was used on %n day(s)</source>
        <translation>
            <numerusform>It was used on one day</numerusform>
            <numerusform>It was used on %n days</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>, with %n call(s).</source>
        <translation>
            <numerusform>, with one call.</numerusform>
            <numerusform>, with %n calls.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>You took back %n approval(s).</source>
        <translation>
            <numerusform>You took back one approval.</numerusform>
            <numerusform>You took back %n approvals.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>You denied %n definition(s) that it had changed.</source>
        <translation>
            <numerusform>You denied one definition that it had changed.</numerusform>
            <numerusform>You denied %n definitions that it had changed.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>It has changed %n definition(s) that wait for you.</source>
        <translation>
            <numerusform>It has changed one definition that waits for you.</numerusform>
            <numerusform>It has changed %n definitions that wait for you.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Gatehouse acted on %n message(s) of it: </source>
        <translation>
            <numerusform>Gatehouse acted on one message of it: </numerusform>
            <numerusform>Gatehouse acted on %n messages of it: </numerusform>
        </translation>
    </message>
</context>
<context>
    <name>gatehouse::text::State</name>
    <message numerus="yes">
        <source>It runs behind Gatehouse, in %n session(s).</source>
        <translation>
            <numerusform>It runs behind Gatehouse, in one session.</numerusform>
            <numerusform>It runs behind Gatehouse, in %n sessions.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>gatehouse::tray::State</name>
    <message numerus="yes">
        <source>%n server(s) wait for your decision</source>
        <translation>
            <numerusform>A server waits for your decision</numerusform>
            <numerusform>%n servers wait for your decision</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>No server is guarded: %n could be</source>
        <translation>
            <numerusform>No server is guarded: one could be</numerusform>
            <numerusform>No server is guarded: %n could be</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n server(s) run past Gatehouse: restart their client</source>
        <translation>
            <numerusform>One server runs past Gatehouse: restart its client</numerusform>
            <numerusform>%n servers run past Gatehouse: restart their clients</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n server(s) guarded</source>
        <translation>
            <numerusform>One server guarded</numerusform>
            <numerusform>%n servers guarded</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>, %n running</source>
        <translation>
            <numerusform>, one running</numerusform>
            <numerusform>, %n running</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>, %n unguarded</source>
        <translation>
            <numerusform>, one unguarded</numerusform>
            <numerusform>, %n unguarded</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>gatehouse::text::RegistryText</name>
    <message numerus="yes">
        <source>%n new candidate(s)</source>
        <translation>
            <numerusform>one new candidate</numerusform>
            <numerusform>%n new candidates</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>, %n of them not usable</source>
        <translation>
            <numerusform>, one of them not usable</numerusform>
            <numerusform>, %n of them not usable</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>; %n known before or dismissed</source>
        <translation>
            <numerusform>; one known before or dismissed</numerusform>
            <numerusform>; %n known before or dismissed</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Took over %n decision(s).</source>
        <translation>
            <numerusform>Took over one decision.</numerusform>
            <numerusform>Took over %n decisions.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Kept %n candidate(s). Nothing was approved.</source>
        <translation>
            <numerusform>Kept one candidate. Nothing was approved.</numerusform>
            <numerusform>Kept %n candidates. Nothing was approved.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>gatehouse::pages::RegistryFacts</name>
    <message numerus="yes">
        <source>… and %n more</source>
        <translation>
            <numerusform>… and one more</numerusform>
            <numerusform>… and %n more</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>gatehouse::text::List</name>
    <message numerus="yes">
        <source>%n advisory(ies)</source>
        <translation>
            <numerusform>one advisory</numerusform>
            <numerusform>%n advisories</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n of them about malicious packages</source>
        <translation>
            <numerusform>one of them about a malicious package</numerusform>
            <numerusform>%n of them about malicious packages</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n denied file(s)</source>
        <translation>
            <numerusform>one denied file</numerusform>
            <numerusform>%n denied files</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n well-known name(s)</source>
        <translation>
            <numerusform>one well-known name</numerusform>
            <numerusform>%n well-known names</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n pattern(s)</source>
        <translation>
            <numerusform>one pattern</numerusform>
            <numerusform>%n patterns</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n server(s) that you had allowed were stopped.</source>
        <translation>
            <numerusform>One server that you had allowed was stopped.</numerusform>
            <numerusform>%n servers that you had allowed were stopped.</numerusform>
        </translation>
    </message>
</context>
</TS>
