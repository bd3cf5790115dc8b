namespace Orleans;

/// <summary>Calls grains from outside of them.</summary>
public interface IClusterClient : IGrainFactory
{
    /// <summary>The container of the host.</summary>
    IServiceProvider ServiceProvider { get; }
}
