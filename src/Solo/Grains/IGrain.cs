namespace Orleans.Runtime
{
    /// <summary>What can be called: a grain, a reference to one, or an observer.</summary>
    public interface IAddressable;
}

namespace Orleans
{
    /// <summary>A grain, or a reference to one. Its interface's methods return tasks, value tasks or asynchronous sequences.</summary>
    public interface IGrain : IAddressable;

    /// <summary>A grain whose key is a text.</summary>
    public interface IGrainWithStringKey : IGrain;

    /// <summary>An object outside of the grains that grains may call through a reference made by <see cref="IGrainFactory"/>.</summary>
    public interface IGrainObserver : IAddressable;
}
