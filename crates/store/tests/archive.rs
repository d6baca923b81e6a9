//! From one backend to the other and back: everything is the same there.

#[path = "backends/on_disk.rs"]
mod on_disk;
#[path = "backends/single.rs"]
mod single;

use on_disk::OnDisk;
use single::Single;
use store::conformance::Backend;
use store::conformance::archive::{House, Seen, WORD, lived_in};
use store::conformance::world::World;

/// Moves a house from one backend to another, and to a third one of the first kind.
async fn there_and_back<A: Backend, B: Backend>() {
    let (old, new, back) = (World::<A>::new().await, World::<B>::new().await, World::<A>::new().await);
    lived_in(&old).await;
    let (house, seen) = (House::read(&*old.store(), 100).await, Seen::look(&*old.store(), WORD).await);
    house.put(&*new.store()).await;
    assert_eq!(House::read(&*new.store(), 3).await, house);
    assert_eq!(Seen::look(&*new.store(), WORD).await, seen);
    House::read(&*new.store(), 100).await.put(&*back.store()).await;
    assert_eq!(House::read(&*back.store(), 100).await, house);
    assert_eq!(Seen::look(&*back.store(), WORD).await, seen);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn from_sqlite_to_redis_and_back() {
    there_and_back::<OnDisk, Single>().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn from_redis_to_sqlite_and_back() {
    there_and_back::<Single, OnDisk>().await;
}
