namespace Signalbox.Hosting;

/// <summary>What this process does in the cluster.</summary>
[Flags]
internal enum Roles
{
    /// <summary>Nothing; never the result of a valid setting.</summary>
    None = 0,

    /// <summary>Answers HTTP: the ingress and the API.</summary>
    Api = 1,

    /// <summary>Hosts grains: applies what the journal holds.</summary>
    Grains = 2,
}
