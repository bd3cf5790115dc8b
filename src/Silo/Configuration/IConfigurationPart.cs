namespace Signalbox.Configuration;

/// <summary>A part of the configuration that is kept in the database, and in the memory of every process.</summary>
internal interface IConfigurationPart
{
    /// <summary>Its row in <c>configuration_revisions</c>. Whoever changes the part raises the revision in the same transaction (<see cref="ConfigurationWatch.RaiseSql"/>).</summary>
    string Name { get; }

    /// <summary>Reads it whole and puts it in the place of what was known. Never called twice at once.</summary>
    /// <exception cref="Hosting.StartupException">This process cannot work with what is there, and must end.</exception>
    Task LoadAsync(CancellationToken cancellationToken);

    /// <summary>The database was looked at, and <see cref="LoadAsync"/> called if the part had changed.</summary>
    void Looked()
    {
    }
}
