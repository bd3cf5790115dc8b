using Signalbox.Tests.Support;

[assembly: AssemblyFixture(typeof(PostgresServerLifetime))]
